"""Six kinds of charts, painted by ourselves: sparkline, bars, stacked bars, heat table, ranked bars, share bar."""

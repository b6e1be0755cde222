"""The words of the settings about money: prices, papers, and how patients pay."""

from clinic_desktop.ui.admin.setting_kinds import Group, Kind, Words, tr


def money_settings() -> tuple[Group, ...]:
    """From the price to the ways to pay."""
    return (
        Group("money", tr("Money"), _money(), tr("refund limit, till, GST, VAT")),
        Group("papers", tr("Receipts and invoices"), _papers()),
        Group("upi", tr("Paying by UPI at the desk"), _upi(), tr("UPI")),
        Group("gateways", tr("Online payments"), _online(), tr("Stripe, Razorpay, gateway, payment links")),
    )


def _money() -> tuple[Words, ...]:
    return (
        Words("default_method", tr("Usual way to pay"), tr("What the walk-in dock has chosen already."), Kind.METHOD),
        Words("tax_name", tr("Name of the tax"), tr("As it stands on receipts, such as GST."), Kind.TEXT),
        Words("tax_percent", tr("Tax"), tr("Its rate; 0 for no tax."), unit=tr("%")),
        Words(
            "tax_inclusive",
            tr("Prices include the tax"),
            tr("Switched off, the tax is added to every price."),
            Kind.SWITCH,
        ),
        Words(
            "platform_fee_percent",
            tr("The clinic's share"),
            tr("What is kept of a visit's price when it is credited to the doctor."),
            unit=tr("%"),
        ),
        Words(
            "refund_approval_minor",
            tr("Refunds to approve"),
            tr(
                "Above this a second person, somebody else than who asks, has to approve. It counts in each centre's"
                " own currency: choose the centre at the top of the page to set another amount there."
            ),
            Kind.AMOUNT,
        ),
        Words(
            "deposit_percent",
            tr("Deposit"),
            tr("So much of the price confirms a booking that has to be paid first; 0 for all of it."),
            unit=tr("%"),
        ),
        Words(
            "till_required",
            tr("Cash needs an open till"),
            tr("Switched on, a desk takes and gives no cash before its till is opened and counted."),
            Kind.SWITCH,
        ),
    )


def _papers() -> tuple[Words, ...]:
    return (
        Words(
            "tax_number",
            tr("Tax number"),
            tr("As it stands on receipts and invoices, such as the GSTIN."),
            Kind.LONG_TEXT,
        ),
        Words(
            "paper_footer",
            tr("Last line on paper"),
            tr("Stands at the foot of receipts and invoices, such as who to call about them."),
            Kind.LONG_TEXT,
        ),
    )


def _upi() -> tuple[Words, ...]:
    return (
        Words(
            "upi_address",
            tr("UPI address"),
            tr("Where patients' apps send money when they scan the desk's code, such as clinic@bank."),
            Kind.LONG_TEXT,
        ),
        Words(
            "upi_name",
            tr("Name for UPI"),
            tr("Who is paid, as the patient's app shows it. The bank's own name for the address is best."),
            Kind.LONG_TEXT,
        ),
    )


def _online() -> tuple[Words, ...]:
    return (
        Words(
            "gateway",
            tr("Paid online by"),
            tr("By currency, Razorpay takes rupees and Stripe the rest, as far as there are keys for them."),
            Kind.GATEWAY,
        ),
        Words(
            "link_days",
            tr("A link can be paid for"),
            tr("Then it is ended. Links for bookings that wait for their payment end earlier."),
            unit=tr("days"),
        ),
        Words(
            "return_address",
            tr("Return page"),
            tr(
                "Where patients come to after paying: a page of the clinic's that says they can close it. Without one"
                " the gateway shows its own."
            ),
            Kind.LONG_TEXT,
        ),
    )

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_GB">
<context>
    <name>Billing</name>
    <message numerus="yes">
        <source>%Ln days ago</source>
        <translation>
            <numerusform>%Ln day ago</numerusform>
            <numerusform>%Ln days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln days left to pay</source>
        <translation>
            <numerusform>%Ln day left to pay</numerusform>
            <numerusform>%Ln days left to pay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln links over {asked}, {paid} paid</source>
        <translation>
            <numerusform>%Ln link over {asked}, {paid} paid</numerusform>
            <numerusform>%Ln links over {asked}, {paid} paid</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln receipts</source>
        <translation>
            <numerusform>%Ln receipt</numerusform>
            <numerusform>%Ln receipts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BookingDock</name>
    <message numerus="yes">
        <source>Book %Ln visits</source>
        <translation>
            <numerusform>Book one visit</numerusform>
            <numerusform>Book %Ln visits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %Ln visits booked from {day} {time} with {doctor}</source>
        <translation>
            <numerusform>{name}: one visit booked from {day} {time} with {doctor}</numerusform>
            <numerusform>{name}: %Ln visits booked from {day} {time} with {doctor}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CancelPart</name>
    <message numerus="yes">
        <source>%Ln visits would be cancelled.</source>
        <translation>
            <numerusform>One visit would be cancelled.</numerusform>
            <numerusform>%Ln visits would be cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %Ln visits</source>
        <translation>
            <numerusform>Cancel one visit</numerusform>
            <numerusform>Cancel %Ln visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CentresScreen</name>
    <message numerus="yes">
        <source>Closed on %Ln more days</source>
        <translation>
            <numerusform>Closed on one more day</numerusform>
            <numerusform>Closed on %Ln more days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosedDays</name>
    <message numerus="yes">
        <source>Close on %Ln holidays</source>
        <translation>
            <numerusform>Close on this holiday</numerusform>
            <numerusform>Close on %Ln holidays</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DayButton</name>
    <message numerus="yes">
        <source>%Ln free</source>
        <translation>
            <numerusform>%Ln free</numerusform>
            <numerusform>%Ln free</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoctorPart</name>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EarnedCards</name>
    <message numerus="yes">
        <source>%Ln visits to come, paid in advance</source>
        <translation>
            <numerusform>%Ln visit to come, paid in advance</numerusform>
            <numerusform>%Ln visits to come, paid in advance</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EarningsScreen</name>
    <message numerus="yes">
        <source>%Ln visits</source>
        <translation>
            <numerusform>%Ln visit</numerusform>
            <numerusform>%Ln visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message numerus="yes">
        <source>At most %Ln characters fit here; the rest was left out.</source>
        <translation>
            <numerusform>At most %Ln character fits here; the rest was left out.</numerusform>
            <numerusform>At most %Ln characters fit here; the rest was left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message numerus="yes">
        <source>%Ln days</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln differences</source>
        <translation>
            <numerusform>%Ln difference</numerusform>
            <numerusform>%Ln differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them were not known before.</source>
        <translation>
            <numerusform>%Ln of them was not known before.</numerusform>
            <numerusform>%Ln of them were not known before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both sides agree: %Ln payments and refunds</source>
        <translation>
            <numerusform>Both sides agree: %Ln payment or refund</numerusform>
            <numerusform>Both sides agree: %Ln payments and refunds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FreedCard</name>
    <message numerus="yes">
        <source>%Ln more free times</source>
        <translation>
            <numerusform>%Ln more free time</numerusform>
            <numerusform>%Ln more free times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{time} {doctor} is free — {who} first (%Ln more)</source>
        <translation>
            <numerusform>{time} {doctor} is free — {who} first (%Ln more)</numerusform>
            <numerusform>{time} {doctor} is free — {who} first (%Ln more)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HitChoices</name>
    <message numerus="yes">
        <source>%Ln cancelled</source>
        <translation>
            <numerusform>%Ln cancelled</numerusform>
            <numerusform>%Ln cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln moved</source>
        <translation>
            <numerusform>%Ln moved</numerusform>
            <numerusform>%Ln moved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln stay outside the hours</source>
        <translation>
            <numerusform>%Ln stays outside the hours</numerusform>
            <numerusform>%Ln stay outside the hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln to be telephoned</source>
        <translation>
            <numerusform>%Ln to be telephoned</numerusform>
            <numerusform>%Ln to be telephoned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln told by email</source>
        <translation>
            <numerusform>%Ln told by email</numerusform>
            <numerusform>%Ln told by email</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln visits are hit. What is to become of them?</source>
        <translation>
            <numerusform>%Ln visit is hit. What is to become of it?</numerusform>
            <numerusform>%Ln visits are hit. What is to become of them?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HoursDesk</name>
    <message numerus="yes">
        <source>%Ln visits cancelled</source>
        <translation>
            <numerusform>%Ln visit cancelled</numerusform>
            <numerusform>%Ln visits cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln visits moved</source>
        <translation>
            <numerusform>%Ln visit moved</numerusform>
            <numerusform>%Ln visits moved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Running late · %Ln visits begin later</source>
        <translation>
            <numerusform>Running late · %Ln visit begins later</numerusform>
            <numerusform>Running late · %Ln visits begin later</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HoursEditor</name>
    <message numerus="yes">
        <source>%Ln hours cannot be saved as they are; they are red in the week.</source>
        <translation>
            <numerusform>Some hours cannot be saved as they are; they are red in the week.</numerusform>
            <numerusform>%Ln hours cannot be saved as they are; they are red in the week.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hours hold on other days only: choose another day to see them.</source>
        <translation>
            <numerusform>Some hours hold on another day only: choose that day to see them.</numerusform>
            <numerusform>%Ln hours hold on other days only: choose another day to see them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LateDialog</name>
    <message numerus="yes">
        <source>%Ln patients are told by email.</source>
        <translation>
            <numerusform>%Ln patient is told by email.</numerusform>
            <numerusform>%Ln patients are told by email.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln patients without email have to be telephoned.</source>
        <translation>
            <numerusform>%Ln patient without email has to be telephoned.</numerusform>
            <numerusform>%Ln patients without email have to be telephoned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln visits begin later.</source>
        <translation>
            <numerusform>%Ln visit begins later.</numerusform>
            <numerusform>%Ln visits begin later.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln visits later today stay on time.</source>
        <translation>
            <numerusform>%Ln visit later today stays on time.</numerusform>
            <numerusform>%Ln visits later today stay on time.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MyPatientsScreen</name>
    <message numerus="yes">
        <source>%Ln more patients answer to this.</source>
        <translation>
            <numerusform>One more patient answers to this.</numerusform>
            <numerusform>%Ln more patients answer to this.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln visits</source>
        <translation>
            <numerusform>%Ln visit</numerusform>
            <numerusform>%Ln visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Needs</name>
    <message numerus="yes">
        <source>%Ln bookings to approve</source>
        <translation>
            <numerusform>%Ln booking to approve</numerusform>
            <numerusform>%Ln bookings to approve</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln completed visits not paid</source>
        <translation>
            <numerusform>%Ln completed visit not paid</numerusform>
            <numerusform>%Ln completed visits not paid</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln doctors without a number</source>
        <translation>
            <numerusform>%Ln doctor without a number</numerusform>
            <numerusform>%Ln doctors without a number</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln doctors without hours</source>
        <translation>
            <numerusform>%Ln doctor without hours</numerusform>
            <numerusform>%Ln doctors without hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln earlier visits not completed</source>
        <translation>
            <numerusform>%Ln earlier visit not completed</numerusform>
            <numerusform>%Ln earlier visits not completed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln earlier visits not marked</source>
        <translation>
            <numerusform>%Ln earlier visit not marked</numerusform>
            <numerusform>%Ln earlier visits not marked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln findings about money</source>
        <translation>
            <numerusform>%Ln finding about money</numerusform>
            <numerusform>%Ln findings about money</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refunds to approve</source>
        <translation>
            <numerusform>%Ln refund to approve</numerusform>
            <numerusform>%Ln refunds to approve</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refunds to hand over</source>
        <translation>
            <numerusform>%Ln refund to hand over</numerusform>
            <numerusform>%Ln refunds to hand over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln registrations to verify</source>
        <translation>
            <numerusform>%Ln registration to verify</numerusform>
            <numerusform>%Ln registrations to verify</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Omnibox</name>
    <message numerus="yes">
        <source>%Ln more match: type more of the name or phone.</source>
        <translation>
            <numerusform>One more matches: type more of the name or phone.</numerusform>
            <numerusform>%Ln more match: type more of the name or phone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewScreen</name>
    <message numerus="yes">
        <source>% of open time filled, last %Ln weeks</source>
        <translation>
            <numerusform>% of open time filled, last week</numerusform>
            <numerusform>% of open time filled, last %Ln weeks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{amount} · %Ln payments waiting</source>
        <translation>
            <numerusform>{amount} · one payment waiting</numerusform>
            <numerusform>{amount} · %Ln payments waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message numerus="yes">
        <source>%Ln before you</source>
        <comment>people in the queue</comment>
        <translation>
            <numerusform>%Ln before you</numerusform>
            <numerusform>%Ln before you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatientScreen</name>
    <message numerus="yes">
        <source>%Ln in all</source>
        <translation>
            <numerusform>%Ln in all</numerusform>
            <numerusform>%Ln in all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatientsScreen</name>
    <message numerus="yes">
        <source>%Ln patients found</source>
        <translation>
            <numerusform>One patient found</numerusform>
            <numerusform>%Ln patients found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Payouts</name>
    <message numerus="yes">
        <source>%Ln postings</source>
        <translation>
            <numerusform>%Ln posting</numerusform>
            <numerusform>%Ln postings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln visits</source>
        <translation>
            <numerusform>%Ln visit</numerusform>
            <numerusform>%Ln visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message numerus="yes">
        <source>%Ln years of experience</source>
        <translation>
            <numerusform>One year of experience</numerusform>
            <numerusform>%Ln years of experience</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueColumn</name>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message numerus="yes">
        <source>%Ln unpaid</source>
        <translation>
            <numerusform>%Ln unpaid</numerusform>
            <numerusform>%Ln unpaid</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting</source>
        <translation>
            <numerusform>%Ln waiting</numerusform>
            <numerusform>%Ln waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Refunds</name>
    <message numerus="yes">
        <source>{amount} in %Ln refunds</source>
        <translation>
            <numerusform>{amount} in %Ln refund</numerusform>
            <numerusform>{amount} in %Ln refunds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Refusals</name>
    <message numerus="yes">
        <source>%Ln fields need another look.</source>
        <translation>
            <numerusform>One field needs another look.</numerusform>
            <numerusform>%Ln fields need another look.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaveBar</name>
    <message numerus="yes">
        <source>%Ln fields need another look.</source>
        <translation>
            <numerusform>One field needs another look.</numerusform>
            <numerusform>%Ln fields need another look.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SeriesShiftPart</name>
    <message numerus="yes">
        <source>Move %Ln visits</source>
        <translation>
            <numerusform>Move one visit</numerusform>
            <numerusform>Move %Ln visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Till</name>
    <message numerus="yes">
        <source>%Ln other tills open</source>
        <translation>
            <numerusform>%Ln other till open</numerusform>
            <numerusform>%Ln other tills open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TokenPrinting</name>
    <message numerus="yes">
        <source>%Ln day sheets kept as PDF</source>
        <translation>
            <numerusform>One day sheet kept as PDF</numerusform>
            <numerusform>%Ln day sheets kept as PDF</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln day sheets sent to {printer}</source>
        <translation>
            <numerusform>One day sheet sent to {printer}</numerusform>
            <numerusform>%Ln day sheets sent to {printer}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln papers kept as PDF</source>
        <translation>
            <numerusform>%Ln paper kept as PDF</numerusform>
            <numerusform>%Ln papers kept as PDF</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln papers sent to {printer}</source>
        <translation>
            <numerusform>%Ln paper sent to {printer}</numerusform>
            <numerusform>%Ln papers sent to {printer}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VisitEndings</name>
    <message numerus="yes">
        <source>{name}: %Ln visits are as they were</source>
        <translation>
            <numerusform>{name}: one visit is as it was</numerusform>
            <numerusform>{name}: %Ln visits are as they were</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %Ln visits cancelled</source>
        <translation>
            <numerusform>{name}: one visit cancelled</numerusform>
            <numerusform>{name}: %Ln visits cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %Ln visits moved</source>
        <translation>
            <numerusform>{name}: one visit moved</numerusform>
            <numerusform>{name}: %Ln visits moved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VisitListing</name>
    <message numerus="yes">
        <source>%Ln visits</source>
        <translation>
            <numerusform>%Ln visit</numerusform>
            <numerusform>%Ln visits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>more than %Ln visits</source>
        <translation>
            <numerusform>more than %Ln visit</numerusform>
            <numerusform>more than %Ln visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitWords</name>
    <message numerus="yes">
        <source>Waits told to %Ln patients in the last 30 days: half were right within {median}, nine in ten within {most}</source>
        <translation>
            <numerusform>Wait told to one patient in the last 30 days: half were right within {median}, nine in ten within {most}</numerusform>
            <numerusform>Waits told to %Ln patients in the last 30 days: half were right within {median}, nine in ten within {most}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingCounts</name>
    <message numerus="yes">
        <source>%Ln findings about money to look at</source>
        <translation>
            <numerusform>%Ln finding about money to look at</numerusform>
            <numerusform>%Ln findings about money to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln refunds wait for your approval</source>
        <translation>
            <numerusform>%Ln refund waits for your approval</numerusform>
            <numerusform>%Ln refunds wait for your approval</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingList</name>
    <message numerus="yes">
        <source>%Ln days</source>
        <translation>
            <numerusform>%Ln day</numerusform>
            <numerusform>%Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for %Ln days</source>
        <translation>
            <numerusform>for %Ln day</numerusform>
            <numerusform>for %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %Ln days</source>
        <translation>
            <numerusform>in %Ln day</numerusform>
            <numerusform>in %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>recall due for %Ln days</source>
        <translation>
            <numerusform>recall due for %Ln day</numerusform>
            <numerusform>recall due for %Ln days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>waits %Ln days</source>
        <translation>
            <numerusform>waits %Ln day</numerusform>
            <numerusform>waits %Ln days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingListPage</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries, the first {shown} shown</source>
        <translation>
            <numerusform>%Ln entry, the first {shown} shown</numerusform>
            <numerusform>%Ln entries, the first {shown} shown</numerusform>
        </translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_GB">
<context>
    <name>Billing</name>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days left to pay</source>
        <translation>
            <numerusform>%n day left to pay</numerusform>
            <numerusform>%n days left to pay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n links over {asked}, {paid} paid</source>
        <translation>
            <numerusform>%n link over {asked}, {paid} paid</numerusform>
            <numerusform>%n links over {asked}, {paid} paid</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n receipts</source>
        <translation>
            <numerusform>%n receipt</numerusform>
            <numerusform>%n receipts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BookingDock</name>
    <message numerus="yes">
        <source>Book %n visits</source>
        <translation>
            <numerusform>Book one visit</numerusform>
            <numerusform>Book %n visits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n visits booked from {day} {time} with {doctor}</source>
        <translation>
            <numerusform>{name}: one visit booked from {day} {time} with {doctor}</numerusform>
            <numerusform>{name}: %n visits booked from {day} {time} with {doctor}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CancelPart</name>
    <message numerus="yes">
        <source>%n visits would be cancelled.</source>
        <translation>
            <numerusform>One visit would be cancelled.</numerusform>
            <numerusform>%n visits would be cancelled.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n visits</source>
        <translation>
            <numerusform>Cancel one visit</numerusform>
            <numerusform>Cancel %n visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CentresScreen</name>
    <message numerus="yes">
        <source>Closed on %n more days</source>
        <translation>
            <numerusform>Closed on one more day</numerusform>
            <numerusform>Closed on %n more days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClosedDays</name>
    <message numerus="yes">
        <source>Close on %n holidays</source>
        <translation>
            <numerusform>Close on this holiday</numerusform>
            <numerusform>Close on %n holidays</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DayButton</name>
    <message numerus="yes">
        <source>%n free</source>
        <translation>
            <numerusform>%n free</numerusform>
            <numerusform>%n free</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoctorPart</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
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
        <source>%n visits</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message numerus="yes">
        <source>At most %n characters fit here; the rest was left out.</source>
        <translation>
            <numerusform>At most %n character fits here; the rest was left out.</numerusform>
            <numerusform>At most %n characters fit here; the rest was left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n differences</source>
        <translation>
            <numerusform>%n difference</numerusform>
            <numerusform>%n differences</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them were not known before.</source>
        <translation>
            <numerusform>%n of them was not known before.</numerusform>
            <numerusform>%n of them were not known before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Both sides agree: %n payments and refunds</source>
        <translation>
            <numerusform>Both sides agree: %n payment or refund</numerusform>
            <numerusform>Both sides agree: %n payments and refunds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FreedCard</name>
    <message numerus="yes">
        <source>%n more free times</source>
        <translation>
            <numerusform>%n more free time</numerusform>
            <numerusform>%n more free times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{time} {doctor} is free — {who} first (%n more)</source>
        <translation>
            <numerusform>{time} {doctor} is free — {who} first (%n more)</numerusform>
            <numerusform>{time} {doctor} is free — {who} first (%n more)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HitChoices</name>
    <message numerus="yes">
        <source>%n cancelled</source>
        <translation>
            <numerusform>%n cancelled</numerusform>
            <numerusform>%n cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n moved</source>
        <translation>
            <numerusform>%n moved</numerusform>
            <numerusform>%n moved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stay outside the hours</source>
        <translation>
            <numerusform>%n stays outside the hours</numerusform>
            <numerusform>%n stay outside the hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to be telephoned</source>
        <translation>
            <numerusform>%n to be telephoned</numerusform>
            <numerusform>%n to be telephoned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n told by email</source>
        <translation>
            <numerusform>%n told by email</numerusform>
            <numerusform>%n told by email</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits are hit. What is to become of them?</source>
        <translation>
            <numerusform>%n visit is hit. What is to become of it?</numerusform>
            <numerusform>%n visits are hit. What is to become of them?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HoursDesk</name>
    <message numerus="yes">
        <source>%n visits cancelled</source>
        <translation>
            <numerusform>%n visit cancelled</numerusform>
            <numerusform>%n visits cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits moved</source>
        <translation>
            <numerusform>%n visit moved</numerusform>
            <numerusform>%n visits moved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Running late · %n visits begin later</source>
        <translation>
            <numerusform>Running late · %n visit begins later</numerusform>
            <numerusform>Running late · %n visits begin later</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HoursEditor</name>
    <message numerus="yes">
        <source>%n hours cannot be saved as they are; they are red in the week.</source>
        <translation>
            <numerusform>Some hours cannot be saved as they are; they are red in the week.</numerusform>
            <numerusform>%n hours cannot be saved as they are; they are red in the week.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hours hold on other days only: choose another day to see them.</source>
        <translation>
            <numerusform>Some hours hold on another day only: choose that day to see them.</numerusform>
            <numerusform>%n hours hold on other days only: choose another day to see them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LateDialog</name>
    <message numerus="yes">
        <source>%n patients are told by email.</source>
        <translation>
            <numerusform>%n patient is told by email.</numerusform>
            <numerusform>%n patients are told by email.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n patients without email have to be telephoned.</source>
        <translation>
            <numerusform>%n patient without email has to be telephoned.</numerusform>
            <numerusform>%n patients without email have to be telephoned.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits begin later.</source>
        <translation>
            <numerusform>%n visit begins later.</numerusform>
            <numerusform>%n visits begin later.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits later today stay on time.</source>
        <translation>
            <numerusform>%n visit later today stays on time.</numerusform>
            <numerusform>%n visits later today stay on time.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MyPatientsScreen</name>
    <message numerus="yes">
        <source>%n more patients answer to this.</source>
        <translation>
            <numerusform>One more patient answers to this.</numerusform>
            <numerusform>%n more patients answer to this.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visits</source>
        <translation>
            <numerusform>%n visit</numerusform>
            <numerusform>%n visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Needs</name>
    <message numerus="yes">
        <source>%n bookings to approve</source>
        <translation>
            <numerusform>%n booking to approve</numerusform>
            <numerusform>%n bookings to approve</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n completed visits not paid</source>
        <translation>
            <numerusform>%n completed visit not paid</numerusform>
            <numerusform>%n completed visits not paid</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n doctors without a number</source>
        <translation>
            <numerusform>%n doctor without a number</numerusform>
            <numerusform>%n doctors without a number</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n doctors without hours</source>
        <translation>
            <numerusform>%n doctor without hours</numerusform>
            <numerusform>%n doctors without hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier visits not completed</source>
        <translation>
            <numerusform>%n earlier visit not completed</numerusform>
            <numerusform>%n earlier visits not completed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier visits not marked</source>
        <translation>
            <numerusform>%n earlier visit not marked</numerusform>
            <numerusform>%n earlier visits not marked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n findings about money</source>
        <translation>
            <numerusform>%n finding about money</numerusform>
            <numerusform>%n findings about money</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refunds to approve</source>
        <translation>
            <numerusform>%n refund to approve</numerusform>
            <numerusform>%n refunds to approve</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refunds to hand over</source>
        <translation>
            <numerusform>%n refund to hand over</numerusform>
            <numerusform>%n refunds to hand over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n registrations to verify</source>
        <translation>
            <numerusform>%n registration to verify</numerusform>
            <numerusform>%n registrations to verify</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Omnibox</name>
    <message numerus="yes">
        <source>%n more match: type more of the name or phone.</source>
        <translation>
            <numerusform>One more matches: type more of the name or phone.</numerusform>
            <numerusform>%n more match: type more of the name or phone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewScreen</name>
    <message numerus="yes">
        <source>% of open time filled, last %n weeks</source>
        <translation>
            <numerusform>% of open time filled, last week</numerusform>
            <numerusform>% of open time filled, last %n weeks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{amount} · %n payments waiting</source>
        <translation>
            <numerusform>{amount} · one payment waiting</numerusform>
            <numerusform>{amount} · %n payments waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message numerus="yes">
        <source>%n before you</source>
        <comment>people in the queue</comment>
        <translation>
            <numerusform>%n before you</numerusform>
            <numerusform>%n before you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatientScreen</name>
    <message numerus="yes">
        <source>%n in all</source>
        <translation>
            <numerusform>%n in all</numerusform>
            <numerusform>%n in all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatientsScreen</name>
    <message numerus="yes">
        <source>%n patients found</source>
        <translation>
            <numerusform>One patient found</numerusform>
            <numerusform>%n patients found</numerusform>
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
        <source>%n years of experience</source>
        <translation>
            <numerusform>One year of experience</numerusform>
            <numerusform>%n years of experience</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueColumn</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueuePage</name>
    <message numerus="yes">
        <source>%n unpaid</source>
        <translation>
            <numerusform>%n unpaid</numerusform>
            <numerusform>%n unpaid</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Refunds</name>
    <message numerus="yes">
        <source>{amount} in %n refunds</source>
        <translation>
            <numerusform>{amount} in %n refund</numerusform>
            <numerusform>{amount} in %n refunds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Refusals</name>
    <message numerus="yes">
        <source>%n fields need another look.</source>
        <translation>
            <numerusform>One field needs another look.</numerusform>
            <numerusform>%n fields need another look.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaveBar</name>
    <message numerus="yes">
        <source>%n fields need another look.</source>
        <translation>
            <numerusform>One field needs another look.</numerusform>
            <numerusform>%n fields need another look.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SeriesShiftPart</name>
    <message numerus="yes">
        <source>Move %n visits</source>
        <translation>
            <numerusform>Move one visit</numerusform>
            <numerusform>Move %n visits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Till</name>
    <message numerus="yes">
        <source>%n other tills open</source>
        <translation>
            <numerusform>%n other till open</numerusform>
            <numerusform>%n other tills open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TokenPrinting</name>
    <message numerus="yes">
        <source>%n day sheets kept as PDF</source>
        <translation>
            <numerusform>One day sheet kept as PDF</numerusform>
            <numerusform>%n day sheets kept as PDF</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day sheets sent to {printer}</source>
        <translation>
            <numerusform>One day sheet sent to {printer}</numerusform>
            <numerusform>%n day sheets sent to {printer}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n papers kept as PDF</source>
        <translation>
            <numerusform>%n paper kept as PDF</numerusform>
            <numerusform>%n papers kept as PDF</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n papers sent to {printer}</source>
        <translation>
            <numerusform>%n paper sent to {printer}</numerusform>
            <numerusform>%n papers sent to {printer}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VisitEndings</name>
    <message numerus="yes">
        <source>{name}: %n visits are as they were</source>
        <translation>
            <numerusform>{name}: one visit is as it was</numerusform>
            <numerusform>{name}: %n visits are as they were</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n visits cancelled</source>
        <translation>
            <numerusform>{name}: one visit cancelled</numerusform>
            <numerusform>{name}: %n visits cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n visits moved</source>
        <translation>
            <numerusform>{name}: one visit moved</numerusform>
            <numerusform>{name}: %n visits moved</numerusform>
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
        <source>Waits told to %n patients in the last 30 days: half were right within {median}, nine in ten within {most}</source>
        <translation>
            <numerusform>Wait told to one patient in the last 30 days: half were right within {median}, nine in ten within {most}</numerusform>
            <numerusform>Waits told to %n patients in the last 30 days: half were right within {median}, nine in ten within {most}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingCounts</name>
    <message numerus="yes">
        <source>%n findings about money to look at</source>
        <translation>
            <numerusform>%n finding about money to look at</numerusform>
            <numerusform>%n findings about money to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refunds wait for your approval</source>
        <translation>
            <numerusform>%n refund waits for your approval</numerusform>
            <numerusform>%n refunds wait for your approval</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingList</name>
    <message numerus="yes">
        <source>%n days</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for %n days</source>
        <translation>
            <numerusform>for %n day</numerusform>
            <numerusform>for %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n days</source>
        <translation>
            <numerusform>in %n day</numerusform>
            <numerusform>in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>recall due for %n days</source>
        <translation>
            <numerusform>recall due for %n day</numerusform>
            <numerusform>recall due for %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>waits %n days</source>
        <translation>
            <numerusform>waits %n day</numerusform>
            <numerusform>waits %n days</numerusform>
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

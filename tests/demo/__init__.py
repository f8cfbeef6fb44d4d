"""The demonstration: recorded deliveries travel to invoices on this machine, and everything is checked.

- demo       the command: one play, or both flavours one after the other
- start      what it and `make kills` and `make full-sync` begin with: settings, build, errors
- world      starts and stops the stand-in, both simulators and the stack
- taxes      the store's tax rates as Perfex taxes
- play       the phases: replay, live edits, completion, redelivery
- expect     what must stand in the CRM for an order, from the order alone
- lost       deliveries that never came, and one look
- full_sync  a store that nobody listened to, and one full sync
- watchdog   a disabled webhook is made afresh
- outage     the CRM is down while orders come in
- night      an invoice is deleted, and the night tells
- contracts  what each function has to do, tried by hand
- policies   each action of a function's policy is needed for it
- ticks      what the schedules call
- hands      what all these do to a running stack, and how they wait
- kills      processes are killed and answers dropped
- runbooks  what the runbooks say to try
- documents every command of README, guides and runbooks
- first_day what a new user does first, and does wrong
- report     the table, and the figures
"""

"""The state machine: where a conversation stands in its flows and what was heard → where it stands then and what
happens. Pure: no clock, no database, no calls. Touch it when a flow should go on differently after what a customer
says."""

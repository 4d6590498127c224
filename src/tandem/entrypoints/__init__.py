"""The processes, each thin: what they are made of is put together by wiring."""

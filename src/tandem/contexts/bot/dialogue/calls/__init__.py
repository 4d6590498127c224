"""What flows may have done: what an action is, and those over the customer's loans. Touch it to give them a new one."""

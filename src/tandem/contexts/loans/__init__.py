"""A customer's loans as the core lending system tells of them; commands are journalled before it hears of them."""

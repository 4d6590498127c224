"""Continuing: a conversation goes on in another channel, with the customer's consent.

What a leg is and when it may begin, conversations say; here is by which ways a customer can be reached, how they are
asked, and the links and codes by which they go there themselves."""

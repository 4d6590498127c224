"""What an agent or supervisor sees: their socket, the live board, canned replies, a customer's panel (`panorama`,
`lending`) and `timeline`."""

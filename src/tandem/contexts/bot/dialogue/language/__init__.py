"""What may be written in a flow file (`grammar`, from which the JSON Schema for editors is made), how files are read or
refused with line and reason (`reading`, `checking`), and the program that becomes of a flow (`compiling`). Touch it to
let flow files say more."""

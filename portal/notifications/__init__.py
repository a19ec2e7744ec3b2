"""What the portal tells people: notices written in the transaction of the act, sent by workers later."""

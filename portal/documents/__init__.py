"""Files that people give, kept encrypted and shown only when clean; and the PDFs that the portal makes."""

"""Who works here: cities, chambers and other organizations, their units, and the roles that people hold in them."""

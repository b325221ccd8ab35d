"""Who may see what: pure decisions about incidents, links, devices, accounts and permits."""

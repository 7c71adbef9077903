"""What can be asked for: facts, parameters, rules, item definitions, lifecycle, estimates."""

"""All that is kept about one person: to be handed out, or to be deleted."""

"""Every write of integrations that a person asks for."""

"""The pages about enterprises under /mi/empresas/."""

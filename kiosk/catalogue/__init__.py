"""Finding a product in everyday words, and filling the catalogue from a municipality's own feed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2PasswordHasher(Argon2PasswordHasher):
    """The product's hasher with the least work; a test need not resist guessing."""

    time_cost, memory_cost, parallelism = 1, 8, 1

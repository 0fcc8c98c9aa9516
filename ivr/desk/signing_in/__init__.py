"""Getting in: accounts, passwords, second factors and the lock against guessing, in the browser and by phone."""

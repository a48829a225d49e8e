"""The public list, a request's page, and the pages on which its acts are done."""

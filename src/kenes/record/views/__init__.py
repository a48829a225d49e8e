"""The record's pages for people, and its files for machines."""

"""Components as template tags; their arguments are described on top of each."""

from django import template

register = template.Library()

"""Lets the text editor work under the strict Content Security Policy.

Its import map needs the request's nonce. The editor would also write a <style> into the page, unless one is there that
carries its mark: the page brings an empty one, and the policy allows exactly that, an empty one.
"""

from base64 import b64encode
from hashlib import sha256

from csp.decorators import csp_update
from js_asset import InlineStyle

EMPTY_STYLE = f"'sha256-{b64encode(sha256(b'').digest()).decode()}'"
"""The source expression of the Content Security Policy for an inline style without content."""
EDITOR_POLICY = {"style-src": [EMPTY_STYLE]}
EDITOR_MARK = InlineStyle("", **{"data-tiptap-style": ""})

with_editor = csp_update(EDITOR_POLICY)
"""Decorator of views whose pages have the editor; their templates print `{% editor_head %}`."""

"""Files of votes, of both generations of Polis exports and from its server, read strictly.

``read_conversation``   votes.csv (an event log) or participant-votes.csv (one row a participant),
                        with comments.csv, a participants file and summary.csv where given.
``beside``              the files that usually stand beside votes.csv, where they do.
``read_server``         a folder of the server's own votes.json, comments.json, conversation.json.
``read_server_result``  the server's math-pca2.json.

Nothing is dropped in silence: what cannot be read raises FileError with the file, the line and
what is wrong there; what was corrected stands in ``Conversation.notes``.
"""

from kenes.engines.opinionmap.reading.exports import Beside, beside, read_conversation
from kenes.engines.opinionmap.reading.server import read_server, read_server_result

__all__ = ["Beside", "beside", "read_conversation", "read_server", "read_server_result"]

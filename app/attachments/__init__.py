"""Files that go with a question: read, with sentences for what cannot be, and put into words for the model.

Pure and without Qt: what takes time is called in a thread of the caller's.
"""

from app.attachments.attachment import Attachment, Kind
from app.attachments.errors import AttachmentRefused, broken
from app.attachments.prompt import worded
from app.attachments.reading import MOST, read_file, text_file

__all__ = ["MOST", "Attachment", "AttachmentRefused", "Kind", "broken", "read_file", "text_file", "worded"]

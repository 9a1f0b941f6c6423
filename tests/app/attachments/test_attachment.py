from app.attachments import Attachment, Kind


def test_the_digest_tells_contents_apart_and_not_names() -> None:
    first = Attachment(name="a.txt", kind=Kind.TEXT, text="drop")
    assert first.digest == Attachment(name="b.txt", kind=Kind.TEXT, text="drop").digest
    others = [
        Attachment(name="a.txt", kind=Kind.TEXT, text="drops"),
        Attachment(name="a.txt", kind=Kind.IMAGE, content=b"drop"),
    ]
    assert len({first.digest, *(other.digest for other in others)}) == 3

from app.attachments import errors


def test_every_refusal_names_the_file_and_says_what_to_do() -> None:
    refusals = [
        errors.gone("a.txt"),
        errors.unreadable("a.txt", "Permission denied"),
        errors.no_file("a.txt"),
        errors.empty("a.txt"),
        errors.too_large("a.txt", 5_300_000, 4_000_000),
        errors.too_much_text("a.txt", 4_000_000),
        errors.not_text("a.txt"),
        errors.locked("a.txt"),
        errors.scanned("a.txt"),
        errors.broken("a.txt"),
        errors.blind("a.txt"),
    ]
    for refusal in refusals:
        assert refusal.title.startswith("“a.txt” ")
        assert refusal.title.endswith(".")
        assert refusal.hint.endswith(".")
    assert len({refusal.title for refusal in refusals}) == len(refusals)
    assert "5.3 MB, where 4 MB" in refusals[4].title

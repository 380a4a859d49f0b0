"""python3 -m unittest, with the library where the loader finds it."""

import os
import tempfile
import threading
import unittest

import profgen

LOG = b"""\
type=AVC msg=audit(1700000001.100:1): apparmor="ALLOWED" operation="open" profile="demo" \
name="/etc/demo.conf" pid=7 comm="demo" requested_mask="r" denied_mask="r" fsuid=1000 ouid=0
type=AVC msg=audit(1700000002.200:2): apparmor="DENIED" operation="capable" profile="demo" \
pid=8 comm="demo" capability=12  capname="net_admin"
type=AVC msg=audit(1700000003.300:3): apparmor="ALLOWED" operation="open" profile="demo" \
name=2F7661722FFF20 pid=9 comm="demo" requested_mask="r" denied_mask="r" fsuid=1000 ouid=0
"""
PROFILE = "# kept\nprofile demo /usr/bin/demo {\n  /usr/bin/demo mr,\n}\n"


def evidence_of_log():
    evidence = profgen.Evidence()
    evidence.add_bytes(LOG, "demo.log")
    return evidence


def demo_policy():
    policy = profgen.Policy("/nowhere")
    policy.add_text("/nowhere/demo", PROFILE)
    return policy


class EventsTest(unittest.TestCase):
    def test_fields(self):
        events = []
        counts = profgen.read_bytes(LOG, "demo.log", events.append)
        self.assertEqual((counts.lines, counts.records, counts.events), (3, 3, 3))
        self.assertEqual([event.verdict.name for event in events], ["ALLOWED", "DENIED", "ALLOWED"])
        self.assertEqual(events[0].access, "r /etc/demo.conf")
        self.assertEqual((events[0].profile, events[0].pid, events[0].line), ("demo", 7, 1))
        self.assertEqual(events[1].json["capname"], "net_admin")
        self.assertTrue(events[0].trusted)

    def test_a_true_value_ends_the_reading(self):
        seen = []
        counts = profgen.read_bytes(LOG * 1000, "x", lambda event: seen.append(event) or len(seen) == 2)
        self.assertEqual(len(seen), 2)
        self.assertEqual(counts.events, 2)

    def test_what_a_callback_raises_comes_out(self):
        def fail(_event):
            raise KeyError("mine")

        with self.assertRaises(KeyError):
            profgen.read_bytes(LOG, "x", fail)

    def test_missing_file(self):
        with self.assertRaises(profgen.ProfgenError) as caught:
            profgen.read_files(["/nowhere/audit.log"], lambda event: None)
        self.assertEqual(caught.exception.code, profgen.Code.INPUT)
        self.assertEqual(caught.exception.file, "/nowhere/audit.log")


class EvidenceTest(unittest.TestCase):
    def test_save_load_merge(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "demo.evidence.zst")
            evidence = evidence_of_log()
            evidence.save(path)
            loaded = profgen.Evidence.load(path)
            self.assertEqual(len(loaded), 3)
            loaded.merge(evidence)
            self.assertEqual(len(loaded), 3)

    def test_damaged(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"no evidence\n")
            file.flush()
            with self.assertRaises(profgen.ProfgenError) as caught:
                profgen.Evidence.load(file.name)
        self.assertEqual(caught.exception.code, profgen.Code.INPUT)


class SessionTest(unittest.TestCase):
    def test_whole_way(self):
        session = profgen.Session(evidence_of_log(), demo_policy())
        asked = []
        while (question := session.question) is not None:
            asked.append(question.subject)
            session.allow(0)
        self.assertIn("r /etc/demo.conf", asked)
        (change,) = session.outcome().changes
        self.assertEqual(change.before, PROFILE)
        self.assertIn("  capability net_admin,\n", change.after)
        self.assertIn("+  /etc/demo.conf r,\n", change.diff)
        self.assertEqual([d for d in profgen.check("x", change.after, "/nowhere", lint=False)
                          if d.severity == profgen.Severity.ERROR], [])

    def test_answers(self):
        session = profgen.Session(evidence_of_log(), demo_policy(), generalise="exact")
        while "net_admin" not in session.question.subject:
            session.ignore()
        session.deny()
        self.assertIn("deny capability net_admin,", session.outcome().changes[0].after)
        session.undo()
        session.allow_rule("audit capability net_admin")
        self.assertIn("audit capability net_admin,", session.outcome().changes[0].after)
        with self.assertRaises(profgen.ProfgenError):
            session.allow(1000)

    def test_defaults_leave_what_was_denied(self):
        session = profgen.Session(evidence_of_log(), demo_policy())
        self.assertGreaterEqual(session.answer_defaults(), 1)
        self.assertIsNotNone(session.question)

    def test_unknown_option(self):
        with self.assertRaises(profgen.ProfgenError) as caught:
            profgen.Session(evidence_of_log(), demo_policy(), colour="red")
        self.assertIn("generalise", str(caught.exception))

    def test_a_session_outlives_what_it_was_made_of(self):
        evidence, policy = evidence_of_log(), demo_policy()
        session = profgen.Session(evidence, policy)
        with self.assertRaises(profgen.ProfgenError):
            policy.add_text("/nowhere/other", "")
        del evidence, policy
        session.allow(0)
        self.assertEqual(len(session.outcome().changes), 1)

    def test_threads(self):
        results = []

        def run():
            session = profgen.Session(evidence_of_log(), demo_policy())
            while session.question is not None:
                session.allow(0)
            results.append(session.outcome().changes[0].after)

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(results), 4)
        self.assertEqual(len(set(results)), 1)


class CheckTest(unittest.TestCase):
    def test_where_and_what(self):
        found = profgen.check("x.aa", "profile x {\n  /etc/passwd rq,\n}\n", "/nowhere")
        self.assertEqual((found[0].severity, found[0].file, found[0].line),
                         (profgen.Severity.ERROR, "x.aa", 2))

    def test_version(self):
        self.assertRegex(profgen.version(), r"^\d+\.\d+\.\d+$")


if __name__ == "__main__":
    unittest.main()

"""The checks of the demonstration find what is wrong, each by itself."""

import unittest

from tests.demo import expect
from tests.demo.taxes import perfex_taxes


def order(**changes) -> dict:
    return {
        "id": 183, "status": "completed", "total": "63.65", "refunds": [], "tax_sets": 1, "email": "a@b.example",
        "date_paid_gmt": "2026-11-23T04:26:12", "currency": "EUR",
    } | changes


def document(**changes) -> dict:
    return {
        "id": "9", "adminnote": "wcs1-o0000000183-e", "total": "63.65", "subtotal": "53.04", "total_tax": "10.61",
        "adjustment": "0.00", "status": "2",
    } | changes


def state(**changes) -> dict:
    payment = {"invoiceid": "9", "amount": "63.65"}
    return {"estimates": [], "invoices": [document()], "credit_notes": [], "payments": [payment], "contacts": [], "clients": [], "mails_sent": 0} | changes


DONE = {"outcome": "done", "reason": None, "detail": None}


class Expect(unittest.TestCase):
    def problems(self, an_order=None, a_state=None, outcome=DONE, stood=False):
        return expect.problems(an_order or order(), a_state or state(), outcome, stood)

    def test_a_paid_invoice_of_the_right_total_is_fine(self):
        self.assertEqual(self.problems(), [])

    def test_each_refund_has_a_credit_note_of_its_amount_or_a_reason(self):
        refunded = order(refunds=[{"id": 190, "amount": "5.88", "lines": 1}])
        note = {"adminnote": "wcs1-r0000000190-e", "total": "5.88"}
        self.assertEqual(self.problems(refunded, state(credit_notes=[note])), [])
        for notes in ([], [note, note], [note | {"total": "5.89"}]):
            self.assertEqual(len(self.problems(refunded, state(credit_notes=notes))), 1, notes)
        unknown = order(refunds=[{"id": 190, "amount": "5.88", "lines": 0}], tax_sets=2)
        parked = {"outcome": "parked", "reason": "refund_tax_unknown", "detail": ""}
        self.assertEqual(self.problems(unknown, outcome=parked), [])
        self.assertEqual(len(self.problems(unknown)), 1)

    def test_a_wrong_cent_is_found(self):
        self.assertEqual(self.problems(a_state=state(invoices=[document(total="63.64", subtotal="53.03")])), ["total 63.64"])

    def test_parts_that_do_not_add_up_are_found(self):
        found = self.problems(a_state=state(invoices=[document(adjustment="0.01")]))
        self.assertEqual(found, ["its parts add up to 63.66"])

    def test_a_second_invoice_a_missing_one_and_a_second_payment_are_found(self):
        self.assertIn("0 estimates and 2 invoices", self.problems(a_state=state(invoices=[document(), document(id="10")])))
        self.assertEqual(self.problems(a_state=state(invoices=[])), ["no invoice"])
        twice = state()["payments"] * 2
        self.assertEqual(self.problems(a_state=state(payments=twice)), ["2 payments"])

    def test_a_reason_must_be_true(self):
        parked = {"outcome": "parked", "reason": "no_email", "detail": ""}
        nothing = state(invoices=[], payments=[])
        self.assertEqual(self.problems(order(total="0.00"), nothing, parked), ["the reason is no_email, zero_total is true"])
        self.assertEqual(self.problems(order(email=""), nothing, parked), [])

    def test_a_draft_may_leave_no_trace(self):
        nothing = state(invoices=[], payments=[])
        skipped = {"outcome": "skipped", "reason": "draft", "detail": ""}
        self.assertEqual(self.problems(order(status="checkout-draft"), nothing, skipped), ["a draft left a trace"])

    def test_mails_and_doubled_clients_are_found(self):
        contacts = [{"email": "a@b.example", "userid": "1"}, {"email": "A@b.example", "userid": "2"}]
        found = expect.world_problems(state(contacts=contacts, clients=[{}, {}], mails_sent=1))
        self.assertEqual(found, ["2 contacts share an e-mail", "1 mails would have been sent"])


class Taxes(unittest.TestCase):
    def test_a_compound_rate_counts_the_rates_before_it(self):
        place = {"country": "CA", "state": "QC", "class": "standard"}
        rates = [
            place | {"id": 9, "name": "GST", "rate": "5.0000", "priority": 1, "compound": False},
            place | {"id": 10, "name": "QST", "rate": "9.9750", "priority": 2, "compound": True},
        ]
        self.assertEqual(perfex_taxes(rates), {"9": "GST|5.00", "10": "QST|10.47"})


if __name__ == "__main__":
    unittest.main()

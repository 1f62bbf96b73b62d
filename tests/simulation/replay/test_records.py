"""A table of calls is read whole, or refused with the line that cannot be so."""

import pytest

from ringback.simulation.replay.records import BadRecords, read

HEADER = "id,date,type,priority,customer,arrive_s,vru_s,queued,wait_s,outcome,start_s,service_s,agent,split"
GOOD = "1,1999-08-01,PS,2,17,100,6,1,40,AGENT,139,181,A07,train"


def refused(*rows: str, header: str = HEADER) -> str:
    with pytest.raises(BadRecords) as wrong:
        list(read([header, *rows]))
    return str(wrong.value)


def test_a_call_as_it_stands_there() -> None:
    [call] = read([HEADER, GOOD])
    assert (call.arrive, call.wait, call.begins, call.service, call.served, call.queued) == (
        100,
        40,
        140,
        181,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("arrive_s", "noon", "line 2: arrive_s 'noon' is no whole number"),
        ("wait_s", "-1", "line 2: wait_s '-1' is below 0"),
        ("service_s", "-5", "line 2: service_s '-5' is below 0"),
        ("start_s", "-2", "line 2: start_s '-2' is below -1"),
        ("outcome", "LOST", "line 2: outcome 'LOST' is neither AGENT nor HANG"),
        ("queued", "yes", "line 2: queued 'yes' is neither 0 nor 1"),
        ("date", "1.8.1999", "line 2: date '1.8.1999' is no date such as 1999-08-31"),
    ],
)
def test_a_cell_that_cannot_be_so_is_named(column: str, cell: str, says: str) -> None:
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {column: cell}
    assert refused(",".join(cells.values())) == says


def test_columns_that_nobody_knows_or_that_are_missing() -> None:
    assert refused(header=HEADER + ",mood") == "line 1: unknown columns: 'mood'"
    assert refused(header=HEADER.replace(",split", "")) == "line 1: missing columns: split"
    assert refused(header=HEADER + ",split") == "line 1: a column stands there twice"
    assert refused(header="").startswith("line 1: missing columns: id, date")


def test_arrivals_may_not_run_backwards_within_a_date_and_may_between_dates() -> None:
    earlier, next_day = GOOD.replace(",100,", ",99,"), GOOD.replace("08-01", "08-02").replace(",100,", ",5,")
    assert refused(GOOD, earlier) == "line 3: arrive_s 99 is before the row above of 1999-08-01"
    assert len(list(read([HEADER, GOOD, GOOD, next_day]))) == 3


def test_a_row_that_is_cut_off() -> None:
    assert refused(GOOD, GOOD[:30]) == "line 3: 9 cells under 14 columns"

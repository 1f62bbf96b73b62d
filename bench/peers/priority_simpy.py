"""M/M/5 with three priority classes in SimPy: customers a second of CPU time, and the mean waits. `python priority_simpy.py CUSTOMERS SEED`."""

import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

import simpy

customers = int(sys.argv[1])
chance = random.Random(int(sys.argv[2]))
desk = simpy.Environment()
agents = simpy.PriorityResource(desk, 5)
waits: list[list[float]] = [[], [], []]


def customer(priority: int) -> Iterator[Any]:
    asked = desk.now
    with agents.request(priority=priority) as turn:
        yield turn
        waits[priority].append(desk.now - asked)
        yield desk.timeout(chance.expovariate(1))


def arrivals() -> Iterator[Any]:
    for _ in range(customers):
        yield desk.timeout(chance.expovariate(4))
        share = chance.random()
        desk.process(customer(0 if share < 0.25 else 1 if share < 0.75 else 2))


desk.process(arrivals())
begun = time.process_time()
desk.run()
rate = customers / (time.process_time() - begun)
print(json.dumps({"rate": rate, "waits": [sum(some) / len(some) for some in waits]}))

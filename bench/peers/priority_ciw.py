"""M/M/5 with three priority classes in Ciw: customers a second of CPU time, and the mean waits. `python priority_ciw.py CUSTOMERS SEED`."""

import json
import sys
import time

import ciw

customers, seed = int(sys.argv[1]), int(sys.argv[2])
network = ciw.create_network(
    arrival_distributions={
        name: [ciw.dists.Exponential(rate)] for name, rate in (("a", 1), ("b", 2), ("c", 1))
    },
    service_distributions={name: [ciw.dists.Exponential(1)] for name in "abc"},
    number_of_servers=[5],
    priority_classes={"a": 0, "b": 1, "c": 2},
)
ciw.seed(seed)
simulation = ciw.Simulation(network)
begun = time.process_time()
simulation.simulate_until_max_time(customers / 4)
rate = customers / (time.process_time() - begun)
waits: dict[str, list[float]] = {name: [] for name in "abc"}
for record in simulation.get_all_records():
    waits[record.original_customer_class].append(record.waiting_time)
print(json.dumps({"rate": rate, "waits": [sum(some) / len(some) for some in waits.values()]}))

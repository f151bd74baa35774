"""Prints the queries of Grafana dashboards as recording rules, so that promtool can tell whether they are well formed."""

import json
import sys


def queries(panels):
    for panel in panels:
        yield from queries(panel.get("panels", []))
        for target in panel.get("targets", []):
            yield target["expr"]


def main():
    print("groups:")
    for number, name in enumerate(sys.argv[1:]):
        with open(name, encoding="utf-8") as text:
            dashboard = json.load(text)
        print(f"  - name: dashboard_{number}\n    rules:")
        for index, query in enumerate(queries(dashboard["panels"])):
            # JSON's strings are YAML's as well.
            print(f"      - record: dashboard:{index}\n        expr: {json.dumps(query.replace('$__rate_interval', '1m'))}")


main()

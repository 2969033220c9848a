#!/usr/bin/env python3
"""Converts the tables of the benchmark's simulated APIs from their Python source to JSON, without importing it.

usage: convert_bfcl_worlds.py <bfcl_eval/eval_checker/multi_turn_eval/func_source_code> <worlds.json>

"long_context" holds every constant of long_context.py under its own name (sets as sorted lists), "travel", "trading" and
"vehicle" the tables of travel_booking.py, trading_bot.py and vehicle_control.py, "message", "posting" and "ticket" the
default states of message_api.py, posting_api.py and ticket_api.py; a table keyed by pairs goes out as rows, in the order
of the source, and keys that are ints as texts. The literal `...`, which stands in the watch list and prints as `Ellipsis` there, goes out as {"python": "Ellipsis"}.
A source that no longer has the expected shape is an error, never a guess.
"""
import ast
import json
import os
import pathlib
import sys

LONG_CONTEXT_USED = {
    "AUTOMOBILE_EXTENSION",
    "BOOKING_RECORD_EXTENSION",
    "CAR_STATUS_METADATA_EXTENSION",
    "CREDIT_CARD_EXTENSION",
    "FILES_TAIL_USED",
    "FILE_CONTENT_EXTENSION",
    "INTERMEDIARY_CITIES",
    "LONG_WEATHER_EXTENSION",
    "MA_20_EXTENSION",
    "MA_5_EXTENSION",
    "ORDER_DETAIL_EXTENSION",
    "PARKING_BRAKE_INSTRUCTION",
    "POPULATE_FILE_EXTENSION",
    "TECHNOLOGY_EXTENSION",
    "TRANSACTION_HISTORY_EXTENSION",
    "WATCH_LIST_EXTENSION",
}


def literal(node):
    """The JSON form of a literal expression."""
    try:
        value = ast.literal_eval(node)
    except ValueError as error:
        raise ValueError(f"line {node.lineno}: not a literal: {ast.dump(node)[:80]}") from error
    return json_form(value)


def json_form(value):
    if value is ...:
        return {"python": "Ellipsis"}
    if isinstance(value, (set, list)):
        return [json_form(item) for item in (sorted(value) if isinstance(value, set) else value)]
    if isinstance(value, dict):
        return {key: json_form(item) for key, item in value.items()}
    return value


def assigned(statement):
    """(name, expression) of `name = expression` or `name: type = expression`; else None."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target = statement.target
    else:
        return None
    return (target.id, statement.value) if isinstance(target, ast.Name) else None


def constants(tree):
    names = {}
    for statement in tree.body:
        if assigned(statement) is None:
            raise ValueError(f"line {statement.lineno}: expected a constant, found {ast.dump(statement)[:80]}")
        name, value = assigned(statement)
        names[name] = literal(value)
    return names


def find(statements, kind, name):
    for node in statements:
        if isinstance(node, kind) and node.name == name:
            return node
    raise ValueError(f"no {kind.__name__} {name}")


def local(function, name):
    """The literal that a function assigns to a local variable of this name."""
    values = [a[1] for a in map(assigned, function.body) if a is not None and a[0] == name]
    if len(values) != 1:
        raise ValueError(f"{function.name}: expected one assignment to {name}, found {len(values)}")
    return literal(values[0])


def rows(table):
    """A dict keyed by pairs as [[first, second, value], …]."""
    if not all(isinstance(key, tuple) and len(key) == 2 for key in table):
        raise ValueError("expected a table keyed by pairs")
    return [[*key, value] for key, value in table.items()]


def factors(function, variable, factor):
    """{literal: number} of the chain `if variable == literal: factor = number`, elif …, else raise."""
    chains = [
        node
        for node in function.body
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and getattr(node.test.left, "id", "") == variable
        and isinstance(node.test.ops[0], ast.Eq)
    ]
    if len(chains) != 1:
        raise ValueError(f"{function.name}: expected one chain over {variable}, found {len(chains)}")
    table, node = {}, chains[0]
    while isinstance(node, ast.If):
        name, value = assigned(node.body[0]) or ("", None)
        if name != factor or len(node.body) != 1 or len(node.orelse) != 1:
            raise ValueError(f"line {node.lineno}: expected one assignment to {factor}")
        table[literal(node.test.comparators[0])] = literal(value)
        node = node.orelse[0]
    if not isinstance(node, ast.Raise):
        raise ValueError(f"line {node.lineno}: expected the chain to end in raise")
    return table


def returned(function):
    """The literal that the function's last statement returns."""
    if not isinstance(function.body[-1], ast.Return):
        raise ValueError(f"{function.name}: expected a literal to be returned")
    return literal(function.body[-1].value)


def constant(tree, name):
    """The literal that a module assigns to this name."""
    values = [a[1] for a in map(assigned, tree.body) if a is not None and a[0] == name]
    if len(values) != 1:
        raise ValueError(f"expected one assignment to {name}, found {len(values)}")
    return literal(values[0])


def branches(function):
    """[(test, statement)] of the only chain `if test: statement`, elif …; its else is the last, with test None."""
    chains = [node for node in function.body if isinstance(node, ast.If) and node.orelse]
    if len(chains) != 1:
        raise ValueError(f"{function.name}: expected one chain, found {len(chains)}")
    found, node = [], chains[0]
    while True:
        if len(node.body) != 1:
            raise ValueError(f"line {node.lineno}: expected one statement")
        found.append((node.test, node.body[0]))
        if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
            return found + [(None, statement) for statement in node.orelse]
        node = node.orelse[0]


def compared(test):
    """The literals that a test compares names with, in the order of its text."""
    return [literal(node.comparators[0]) for node in ast.walk(test) if isinstance(node, ast.Compare)]


def distance_rows(function):
    """[[one place, other place, distance], …] of a chain whose tests ask for both orders of two places."""
    found = []
    for test, statement in branches(function):
        value = literal(assigned(statement)[1])
        if test is None:
            if "error" not in value:
                raise ValueError(f"line {statement.lineno}: expected an error")
            continue
        places = compared(test)
        if len(places) != 4 or places[:2] != places[:1:-1]:
            raise ValueError(f"line {statement.lineno}: expected two places in both orders")
        found.append([*places[:2], value["distance"]])
    return found


def zip_codes(function):
    """{city: code} of a chain that returns them; the code of other cities stands under ""."""
    table = {}
    for test, statement in branches(function):
        if not isinstance(statement, ast.Return):
            raise ValueError(f"line {statement.lineno}: expected a code to be returned")
        city = "" if test is None else "".join(compared(test))
        table[city] = literal(statement.value)["zipcode"]
    return table


def method_of(tree, class_name):
    methods = find(tree.body, ast.ClassDef, class_name).body
    return lambda name: find(methods, ast.FunctionDef, name)


def default_state(tree):
    return {"default_state": constant(tree, "DEFAULT_STATE")}


def trading_tables(tree):
    method = method_of(tree, "TradingBot")
    return {
        **default_state(tree),
        "symbols": local(method("get_symbol_by_name"), "symbol_map"),
        "sectors": local(method("get_available_stocks"), "sector_map"),
    }


def vehicle_tables(tree):
    method = method_of(tree, "VehicleControlAPI")
    return {
        **default_state(tree),
        "distances": distance_rows(method("estimate_distance")),
        "zip_codes": zip_codes(method("get_zipcode_based_on_city")),
        "tire_shop": returned(method("find_nearest_tire_shop"))["shopLocation"],
    }


def travel_tables(tree):
    method = method_of(tree, "TravelAPI")
    return {
        "airports": returned(method("list_all_airports")),
        "nearest_airports": local(method("get_nearest_airport_by_city"), "airport_map"),
        "routes": rows(local(method("get_flight_cost"), "base_costs")),
        "class_factors": factors(method("get_flight_cost"), "travel_class", "factor"),
        "exchange_rates": rows(local(method("compute_exchange_rate"), "exchange_rates")),
    }


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    parse = lambda name: ast.parse((source / name).read_text(encoding="utf-8"))
    worlds = {
        "long_context": constants(parse("long_context.py")),
        "travel": travel_tables(parse("travel_booking.py")),
        "trading": trading_tables(parse("trading_bot.py")),
        "vehicle": vehicle_tables(parse("vehicle_control.py")),
        "message": default_state(parse("message_api.py")),
        "posting": default_state(parse("posting_api.py")),
        "ticket": default_state(parse("ticket_api.py")),
    }
    missing = LONG_CONTEXT_USED - worlds["long_context"].keys()
    if missing:
        raise ValueError(f"long_context.py lacks {', '.join(sorted(missing))}")
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = output.with_name(output.name + ".part")
    partial.write_text(json.dumps(worlds, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(partial, output)


if __name__ == "__main__":
    main()

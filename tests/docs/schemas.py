"""schemas.py FOLDER SCRATCH: the output of the programs in FOLDER is as docs/schema/ says, and nothing else is.

Every command that prints JSON has a schema. Each schema takes what was printed for it (of each shape the first few
values). Each also refuses it with a key more in any object, with a value of another type in any place, and with a key
less where one is needed."""
import json
import sys

from jsonschema import Draft202012Validator

import pages
from outputs import Outputs

SHAPES, MUTATIONS = 12, 150  # of a schema, at most
ALIKE = 4  # values of one shape that are looked at


def shape(value):
    """Values of one shape have the same keys and types everywhere."""
    if isinstance(value, dict):
        return ("{", *((key, shape(item)) for key, item in sorted(value.items())))
    if isinstance(value, list):
        return ("[", *sorted({shape(item) for item in value}, key=repr))
    return type(value).__name__


def places(value, path=(), seen=None):
    """(path, item): of objects that are of one shape the first."""
    seen = set() if seen is None else seen
    kind = shape(value)
    if isinstance(value, (dict, list)) and kind in seen:
        return
    seen.add(kind)
    yield path, value
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if not isinstance(value, list) or isinstance(item, (dict, list)) or key == 0:
            yield from places(item, (*path, key), seen)


def changed(value, path, change):
    """The value with another one at the path; what is beside it is shared."""
    if not path:
        return change(value)
    copy = value.copy()
    copy[path[0]] = changed(value[path[0]], path[1:], change)
    return copy


def small(value):
    """Of lists one item of each shape."""
    if isinstance(value, dict):
        return {key: small(item) for key, item in value.items()}
    return [small(item) for item in {shape(item): item for item in value}.values()] if isinstance(value, list) else value


def without(key):
    return lambda item: {other: what for other, what in item.items() if other != key}


def mutations(value):
    """(what, path, change): none of them may pass."""
    for path, item in places(value):
        name = "/".join(map(str, path)) or "all of it"
        if isinstance(item, dict):
            yield f"{name} with one key more", path, lambda it: {**it, "profgen_unknown": {"x": []}}
        yield f"{name} of another type", path, lambda it: {"x": {}} if isinstance(it, list) else [{"x": {}}]


def check(name, schema, values):
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    wrong, refused, needed, shapes = [], 0, 0, {}
    alike = {}
    for value, where in values:
        alike[shape(value)] = alike.get(shape(value), 0) + 1
        if alike[shape(value)] > ALIKE:
            continue
        error = next(validator.iter_errors(value), None)
        if error is not None:
            inner = min(error.context, key=lambda one: len(one.context), default=error) if error.context else error
            wrong.append(f"{name}: {where}: {'/'.join(map(str, error.path))}: {error.message[:300]} ({inner.message[:200]})")
        shapes.setdefault(shape(value), value)
    if wrong:
        return wrong[:5], 0
    few = sorted(map(small, shapes.values()), key=lambda one: len(json.dumps(one)))
    few = few[::len(few) // SHAPES + 1]
    for value in few:
        tried = list(mutations(value))
        for what, path, change in tried[::len(tried) * len(few) // MUTATIONS + 1]:
            mutated = changed(value, path, change)
            refused += 1
            if validator.is_valid(mutated):
                wrong.append(f"{name}: takes {what}: {json.dumps(mutated)[:200]}")
        for path, item in list(places(value))[:4]:
            if isinstance(item, dict):
                needed += any(not validator.is_valid(changed(value, path, without(key))) for key in item)
    if not values:
        wrong.append(f"{name}: nothing was printed for it")
    elif not refused or not needed:
        wrong.append(f"{name}: {refused} mutations, {needed} objects with a key that is needed")
    return wrong[:10], refused


def main():
    folder, scratch = sys.argv[1], sys.argv[2]
    found = {}
    outputs = Outputs(folder, scratch)
    for schema, value, where in outputs.all():
        found.setdefault(schema, []).append((value, where))
    wrong = outputs.unheld()
    files = {path.name.removesuffix(".schema.json"): path for path in (pages.ROOT / "docs/schema").glob("*.schema.json")}
    wrong += [f"{name}: it has no schema" for name in sorted(found.keys() - files.keys())]
    listed = (pages.ROOT / "docs/schema/README.md").read_text(encoding="utf-8")
    wrong += [f"{name}: docs/schema/README.md does not name it" for name in sorted(files) if f"]({files[name].name})" not in listed]
    if "decisions" not in found:
        print("decisions: not looked at, python3-yaml is not installed")
        files.pop("decisions")
    for name, path in sorted(files.items()):
        values = found.get(name, [])
        errors, refused = check(name, json.loads(path.read_text(encoding="utf-8")), values)
        wrong += errors
        print(f"{name}: {len(values)} printed, {refused} mutations refused" if not errors else f"{name}: wrong")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""tidy_units.py BUILD UNITS: the compile commands of BUILD, in units of many files each.

Most of what clang-tidy does for a file it does for the headers: a folder's files that are compiled alike
are read at once, in UNITS/NAME.cpp, with a compile_commands.json beside them. Without the tests. Printed:
the units, those with most files first."""
import collections
import json
import pathlib
import shlex
import sys


def main():
    build, units = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    source = pathlib.Path(__file__).resolve().parents[2]
    groups = collections.defaultdict(list)
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        if pathlib.Path(entry['file']).is_relative_to(source / 'tests'):
            continue
        words = shlex.split(entry['command'])
        del words[words.index('-o'):words.index('-o') + 2]
        target = entry['command'].partition('/CMakeFiles/')[2].partition('.dir/')[0]
        groups[target, tuple(word for word in words if word not in ('-c', entry['file']))].append(entry['file'])
    units.mkdir(parents=True, exist_ok=True)
    commands, sizes = [], {}
    for (target, words), files in groups.items():
        unit = units / f"{target}{len(commands)}.cpp"
        unit.write_text(''.join(f'#include "{file}"\n' for file in files))
        commands.append({'directory': str(source), 'file': str(unit), 'command': shlex.join([*words, '-c', str(unit)])})
        sizes[unit] = len(files)
    (units / 'compile_commands.json').write_text(json.dumps(commands, indent=1))
    for unit in sorted(sizes, key=sizes.get, reverse=True):
        print(unit)


main()

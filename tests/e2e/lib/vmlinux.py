#!/usr/bin/env python3
"""vmlinux.py BZIMAGE ELF: the kernel in a bzImage (boot protocol 2.08 and later), unpacked.

QEMU starts an ELF kernel by PVH: without a BIOS, and without unpacking it under emulation."""
import struct
import subprocess
import sys

TOOLS = {b'\x1f\x8b': ['zcat'], b'\xfd7zXZ': ['xz', '-dc'], b'\x28\xb5\x2f\xfd': ['zstd', '-dc'],
         b'\x02\x21\x4c\x18': ['lz4', '-dc']}

with open(sys.argv[1], 'rb') as image:
    data = image.read()
offset, length = struct.unpack_from('<II', data, 0x248)
payload = data[((data[0x1f1] or 4) + 1) * 512 + offset:][:length]
for magic, tool in TOOLS.items():
    if payload.startswith(magic):
        # All but gzip have the unpacked size appended.
        packed = payload if tool[0] == 'zcat' else payload[:-4]
        kernel = subprocess.run(tool, input=packed, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, check=False).stdout
        if kernel[:4] != b'\x7fELF':
            sys.exit(f'{sys.argv[1]}: {tool[0]} gave no ELF file')
        with open(sys.argv[2], 'wb') as elf:
            elf.write(kernel)
        break
else:
    sys.exit(f'{sys.argv[1]}: unknown compression {payload[:8].hex()}')

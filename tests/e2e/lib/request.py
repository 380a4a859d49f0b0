#!/usr/bin/env python3
"""request.py KIND BUNDLE [RUN]: a line of docs/node-protocol.md that applies or compares a bundle."""
import hashlib
import json
import sys

with open(sys.argv[2], 'rb') as file:
    data = file.read()
request = {'profgen-node': 1, 'request': sys.argv[1],
           'package': {'digest': 'sha256:' + hashlib.sha256(data).hexdigest(),
                       'bytes': data.decode(),
                       'signature': '', 'signature_kind': 'none'},
           'stage': 'final'}
if sys.argv[1] == 'apply':
    request.update(adopt=[], run=sys.argv[3])
print(json.dumps(request))

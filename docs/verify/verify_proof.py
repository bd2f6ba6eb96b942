#!/usr/bin/env python3
"""Verifies a proof of the public log apart from Gongkai: Python's library and `cryptography` for Ed25519.

    verify_proof.py PROOF.tlog-proof KEY [FILE]

KEY is the log's public key, name+id+base64, or a file that holds it. With FILE, one of the renditions in the entry
must have its SHA-256. Exit status: 0 it holds, 1 it does not, 2 it could not be checked.
"""

import base64
import binascii
import hashlib
import json
import os
import sys


class Unproven(Exception):
    """What does not hold."""


def sha256(data):
    return hashlib.sha256(data).digest()


def decode64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Unproven("not base64: %r" % text[:40]) from error
    if base64.b64encode(data).decode() != text:
        raise Unproven("not canonical base64: %r" % text[:40])
    return data


def decimal(text):
    if not (text.isascii() and text.isdigit()) or str(int(text)) != text:
        raise Unproven("not a decimal number: %r" % text[:40])
    return int(text)


def open_checkpoint(note, vkey):
    """Origin, size and root of a checkpoint that the key has signed."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    name, key_id, key = vkey.split("+", 2)
    material = decode64(key)
    if material[:1] != b"\x01" or len(material) != 33:
        raise Unproven("the key is not an Ed25519 key")
    expected = sha256(name.encode() + b"\n" + material)[:4]
    if expected.hex() != key_id:
        raise Unproven("the key's id is not that of its name and bytes")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    signed = False
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        data = decode64(signature)
        if dash != "\u2014" or signer != name or data[:4] != expected:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(material[1:]).verify(data[4:], text.encode())
        except InvalidSignature as error:
            raise Unproven("the log's signature does not hold") from error
        signed = True
    if not signed:
        raise Unproven("the log has not signed the checkpoint")
    origin, size, root = text.split("\n")[:3]
    if origin != name:
        raise Unproven("the checkpoint is another log's")
    return origin, decimal(size), decode64(root)


def root_from_path(entry, index, size, path):
    """The root that entry and path lead to, RFC 6962 section 2.1.1, by recursion over the tree."""
    if index >= size:
        raise Unproven("the log has no such entry")

    def walk(index, size, path):
        if size == 1:
            if path:
                raise Unproven("the path is too long")
            return sha256(b"\x00" + entry)
        if not path:
            raise Unproven("the path is too short")
        half = 1 << ((size - 1).bit_length() - 1)
        if index < half:
            return sha256(b"\x01" + walk(index, half, path[:-1]) + path[-1])
        return sha256(b"\x01" + path[-1] + walk(index - half, size - half, path[:-1]))

    return walk(index, size, path)


def verify(proof, vkey, content=None):
    """The lines of the entry, when everything holds."""
    head, blank, checkpoint = proof.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Unproven("not a proof file")
    if not lines[1].startswith("extra "):
        raise Unproven("the proof does not carry its entry")
    opening = json.loads(decode64(lines[1][len("extra "):]))
    if not lines[2].startswith("index "):
        raise Unproven("the proof has no index")
    index = decimal(lines[2][len("index "):])
    origin, size, root = open_checkpoint(checkpoint, vkey)
    entry = opening["entry"]
    path = [decode64(line) for line in lines[3:]]
    if root_from_path(entry.encode(), index, size, path) != root:
        raise Unproven("the entry is not in the log")
    entry_lines = entry.splitlines()
    if entry_lines[:2] != ["gongkai/leaf/v1", "log " + origin]:
        raise Unproven("the entry is another log's")
    fields = dict(line.split(" ", 1) for line in entry_lines[1:] if not line.startswith("rendition "))
    if opening.get("salt") is not None and opening.get("metadata") is not None:
        bound = sha256(b"gongkai/metadata/v1\n" + bytes.fromhex(opening["salt"]) + opening["metadata"].encode())
        if bound.hex() != fields["metadata"]:
            raise Unproven("the metadata is not what the entry was bound to")
    if content is not None:
        digest = sha256(content).hex()
        if not any(line.startswith("rendition ") and line.split(" ")[2] == digest for line in entry_lines):
            raise Unproven("the file is not one of those the entry names")
    return entry_lines


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8", newline="") as file:
            proof = file.read()
        vkey = arguments[1]
        if os.path.exists(vkey):
            with open(vkey, encoding="utf-8") as file:
                vkey = file.read().strip()
        content = None
        if len(arguments) == 3:
            with open(arguments[2], "rb") as file:
                content = file.read()
        for line in verify(proof, vkey, content):
            print(line)
        return 0
    except Unproven as unproven:
        print("does not hold: %s" % unproven, file=sys.stderr)
        return 1
    except UnicodeDecodeError as error:
        print("does not hold: not UTF-8 (%s)" % error, file=sys.stderr)
        return 1
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        print("does not hold: not of the form (%s)" % error, file=sys.stderr)
        return 1
    except (OSError, ImportError) as error:
        print("cannot be checked: %s" % error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

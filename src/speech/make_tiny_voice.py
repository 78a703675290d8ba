#!/usr/bin/env python3
"""Makes a VITS model that is as small as can be: every token becomes 20 ms of a tone whose pitch is the token's.

Usage: make_tiny_voice.py FOLDER [ESPEAK_NG_DATA]    writes model.onnx and tokens.txt. Needs Debian's python3-onnx.
The inputs, output and metadata are those of a real export, so the loader takes the same way: of VITS with characters as input,
or, with ESPEAK_NG_DATA, of Piper, whose input are the phonemes that espeak-ng finds with those files; they are linked into FOLDER.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RATE = 16000
FRAME = 320

folder = Path(sys.argv[1])
piper = len(sys.argv) > 2
letters = [" "] + list("abcdefghijklmnopqrstuvwxyz") + list(
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ") + [".", ",", "?", "!", ";", ":", "_"]
if piper:  # padding, begin and end come first; then what espeak-ng writes for Vietnamese
    letters = list(dict.fromkeys(list("_^$ ,.;:?!-'()") + list("abcdefghijklmnopqrstuvwxyz") + list("0123456789") + list(
        "æçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʝʲˈˌːˑβθχʰ")))
    (folder / "espeak-ng-data").symlink_to(sys.argv[2])
(folder / "tokens.txt").write_text("".join(f"{letter} {i}\n" for i, letter in enumerate(letters)), encoding="utf-8")

time = (np.arange(FRAME, dtype=np.float32) / RATE).reshape(1, 1, FRAME)
constants = [numpy_helper.from_array(np.array([2], dtype=np.int64), "axes"),
             numpy_helper.from_array((2 * np.pi * time).astype(np.float32), "phase"),
             numpy_helper.from_array(np.array(8.0, dtype=np.float32), "step"),
             numpy_helper.from_array(np.array(200.0, dtype=np.float32), "base"),
             numpy_helper.from_array(np.array(0.3, dtype=np.float32), "level"),
             numpy_helper.from_array(np.array([1, 1, -1], dtype=np.int64), "shape")]
x, y = ("input", "output") if piper else ("x", "y")
nodes = [helper.make_node("Cast", [x], ["token"], to=TensorProto.FLOAT),
         helper.make_node("Unsqueeze", ["token", "axes"], ["column"]),
         helper.make_node("Mul", ["column", "step"], ["above"]),
         helper.make_node("Add", ["above", "base"], ["pitch"]),
         helper.make_node("Mul", ["pitch", "phase"], ["angle"]),
         helper.make_node("Sin", ["angle"], ["wave"]),
         helper.make_node("Mul", ["wave", "level"], ["scaled"]),
         helper.make_node("Reshape", ["scaled", "shape"], [y])]
scales = ([("scales", 3)] if piper else [("noise_scale", 1), ("length_scale", 1), ("noise_scale_w", 1)])
inputs = [helper.make_tensor_value_info(x, TensorProto.INT64, [1, None]),
          helper.make_tensor_value_info(x + "_lengths" if piper else "x_length", TensorProto.INT64, [1]),
          *(helper.make_tensor_value_info(name, TensorProto.FLOAT, [size]) for name, size in scales)]
output = helper.make_tensor_value_info(y, TensorProto.FLOAT, [1, 1, None])
graph = helper.make_graph(nodes, "tiny", inputs, [output], constants)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
facts = {"model_type": "vits", "language": "Vietnamese", "n_speakers": "1", "sample_rate": str(RATE)}
facts |= {"comment": "piper", "voice": "vi", "has_espeak": "1"} if piper else {
    "comment": "tiny", "frontend": "characters", "add_blank": "0", "punctuation": ", . : ; ! ?", "blank_id": "0", "bos_id": "1",
    "eos_id": "2", "use_eos_bos": "0", "pad_id": "0"}
for key, value in facts.items():
    entry = model.metadata_props.add()
    entry.key, entry.value = key, value
onnx.checker.check_model(model)
onnx.save(model, str(folder / "model.onnx"))

# Sourced by stages that read our files with the programs that trainers use.
#
# need_readers: an environment under .build/venv-readers with the official LeRobot loader (0.4.4, the
# newest for Python 3.11) and the independent readers of MCAP and Parquet, on the CPU. Sets `venv`.
# Downloads several GB the first time.
need_readers() {
    venv=$root/.build/venv-readers
    local stamp=$venv/.complete want=3
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return 0
    need_packages python3-venv ffmpeg
    say "Installing the official readers into ${venv#"$root"/}: torch, lerobot 0.4.4, datasets, pyarrow, mcap, rosbags (several GB)"
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    local pip=("$venv/bin/pip" install -q --disable-pip-version-check)
    "${pip[@]}" torch==2.13.0
    # These declare more than the loader imports: training, robots, simulators, cloud logging.
    "${pip[@]}" --no-deps torchvision==0.28.0 torchcodec==0.13.0 lerobot==0.4.4
    "${pip[@]}" "numpy<2.3" datasets==4.8.5 "huggingface-hub<1.0" pyarrow duckdb polars \
        mcap mcap-ros2-support rosbags zstandard av==15.1.0 draccus einops jsonlines packaging \
        pillow imageio termcolor deepdiff gymnasium accelerate safetensors tqdm psutil pyserial \
        opencv-python-headless diffusers
    torchvision_on_cpu
    "$venv/bin/python" -c 'import torchvision, lerobot.datasets.lerobot_dataset'
    echo "$want" > "$stamp"
}

# The published torchvision is built for CUDA: beside a torch for the CPU it imports once two of its
# operators have a declaration.
torchvision_on_cpu() {
    local site
    site=$("$venv/bin/python" -c 'import site; print(site.getsitepackages()[0])')
    cat > "$site/sitecustomize.py" <<'PY'
import importlib.abc
import sys


class DeclareOperators(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "torchvision":
            sys.meta_path.remove(self)
            import torch

            library = torch.library.Library("torchvision", "DEF")
            library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
            library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
            sys._declared_operators = library  # they last as long as their library
        return None


sys.meta_path.insert(0, DeclareOperators())
PY
}

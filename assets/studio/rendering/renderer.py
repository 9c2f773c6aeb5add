"""Photographs pieces with Blender's path tracer on the CPU."""

from __future__ import annotations

import contextlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix
from PIL import Image
from scipy.ndimage import gaussian_filter

from assets.studio.geometry.mesh import Array, Mesh, rotation
from assets.studio.pieces.piece import Piece
from assets.studio.rendering.floor_shader import floor
from assets.studio.rendering.shaders import part_material
from assets.studio.scenes.backdrops import shaded
from assets.studio.scenes.environments import HEIGHT, WIDTH, paint
from assets.studio.scenes.scene import Scene

warnings.filterwarnings("ignore", category=DeprecationWarning)
SMOOTH = np.radians(35)
GAP = 0.01  # mm between the piece and the floor: contact shadows without touching faces


def photograph(
    piece: Piece,
    scene: Scene,
    path: Path,
    size: int = 448,
    samples: int = 48,
    seed: int = 0,
    depth: float = 0.0,
    backdrop: Array | None = None,
) -> None:
    """Renders a piece and writes the picture.

    Args:
        piece: On the floor, see `grounded`.
        scene: Floor, light, camera and flaws.
        path: A `.webp`, `.jpg` or `.png` file; written whole or not at all.
        size: Side of the square picture in pixels.
        samples: At most so many light paths a pixel; less where the picture is calm.
        seed: Of the path tracer, the light and the grain.
        depth: How far the ground lies from the piece, mm, where a prop is between them.
        backdrop: (size, size, 3) of 0 to 255, what is seen in place of a plain floor.
    """
    bpy.ops.wm.read_factory_settings(use_empty=True)
    rng = np.random.default_rng([seed, 7])
    facing = "front" if piece.pose == "hanging" else "up"
    mirror = scene.floor.material in ("acrylic", "marble")
    _light(paint(scene.lighting, rng, facing, sparkle=not mirror))
    ground = _ground(scene, piece.pose == "hanging", rng, depth)
    things = _place(piece, scene)
    _aim(scene)
    _develop(scene, samples, seed)
    if scene.floor.material in ("paper", "photo"):
        picture = _in_two(ground, things, size, backdrop)
    else:
        picture = _shot(size)[..., :3]
    _save(_flawed(picture, scene, rng), path)


def _in_two(
    ground: bpy.types.Object,
    things: list[bpy.types.Object],
    size: int,
    backdrop: Array | None = None,
) -> Array:
    """Renders plain paper with the piece's shadow small, and the piece alone at full size.

    Most pixels show the paper, where nothing is sharp: this halves the time. Neither is seen by
    the camera in the other's turn, yet each still shadows and mirrors the other.
    """
    for thing in things:
        thing.visible_camera = False
    small = Image.fromarray(_shot(size // 4)[..., :3].astype(np.uint8))
    paper = np.asarray(small.resize((size, size), Image.Resampling.BICUBIC), dtype=float)
    paper = paper if backdrop is None else shaded(backdrop, paper)
    for thing in things:
        thing.visible_camera = True
    ground.visible_camera = False
    bpy.context.scene.render.film_transparent = True
    piece = _shot(size)
    # The denoiser leaves the cover alone: where it is partial, its noise is smoothed away.
    cover = piece[..., 3:] / 255
    soft = [gaussian_filter(x, (0.7, 0.7, 0)) for x in (cover, piece[..., :3] * cover)]
    edge = (soft[0] > 0.01) & (soft[0] < 0.99)
    colour = np.where(edge, soft[1], piece[..., :3] * cover)
    return paper * (1 - np.where(edge, soft[0], cover)) + colour


def _shot(size: int) -> Array:
    """Renders the scene as it stands; returns (size, size, 4) of 0 to 255."""
    stage = bpy.context.scene
    stage.render.resolution_x = stage.render.resolution_y = size
    with tempfile.TemporaryDirectory() as folder:
        stage.render.filepath = str(Path(folder) / "render.png")
        with _quiet():
            bpy.ops.render.render(write_still=True)
        return np.asarray(Image.open(stage.render.filepath).convert("RGBA"), dtype=float)


def _light(sky: Array) -> None:
    image = bpy.data.images.new("sky", WIDTH, HEIGHT, float_buffer=True)
    pixels = np.ones((HEIGHT, WIDTH, 4), dtype=np.float32)
    pixels[..., :3] = sky
    image.pixels.foreach_set(pixels.ravel())
    image.update()
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    nodes = world.node_tree.nodes
    texture = nodes.new("ShaderNodeTexEnvironment")
    texture.image = image
    world.node_tree.links.new(texture.outputs[0], nodes["Background"].inputs[0])
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = 256


def _ground(scene: Scene, wall: bool, rng: np.random.Generator, depth: float) -> bpy.types.Object:
    """A floor that bends up into a back wall far behind, or a wall alone."""
    width = scene.camera.width()
    a = np.linspace(0, np.pi / 2, 12)
    bend, far = 2.5 * width, 4.0 * width
    line = [(-12 * width, 0.0), *zip(far + bend * np.sin(a), bend * (1 - np.cos(a)), strict=True)]
    line.append((far + bend, 12 * width))
    if wall:
        line = [(depth, -8 * width), (depth, 8 * width)]
    low = GAP if wall else GAP + depth
    vertices = np.array([(x, y, z - low) for y, z in line for x in (-9 * width, 9 * width)])
    faces = [(i, i + 1, i + 3, i + 2) for i in range(0, len(vertices) - 2, 2)]
    ground = _object("floor", Mesh(vertices, faces), floor(scene, width, rng, wall))
    if wall:
        return ground
    # The pattern of stone or wood lies differently each time.
    turn, shift = rotation("z", rng.uniform(-0.4, 0.4)), rng.uniform(-3 * width, 3 * width, 3)
    shift[2] = 0.0
    ground.data.vertices.foreach_set("co", (vertices + shift).ravel())
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = turn, -turn @ shift
    ground.matrix_world = Matrix(matrix.tolist())
    return ground


def _place(piece: Piece, scene: Scene) -> list[bpy.types.Object]:
    made: dict[str, object] = {}
    things = []
    for i, part in enumerate(piece.parts):
        if part.material not in made:
            made[part.material] = part_material(part.material, piece, scene)
        things.append(_object(f"part {i}", part.mesh, made[part.material]))
    return things


def _object(name: str, mesh: Mesh, material: object) -> bpy.types.Object:
    data = bpy.data.meshes.new(name)
    data.from_pydata(mesh.vertices.tolist(), [], mesh.faces)
    data.polygons.foreach_set("use_smooth", [mesh.smooth] * len(data.polygons))
    if mesh.smooth:
        data.set_sharp_from_angle(angle=SMOOTH)
    data.materials.append(material)
    data.update()
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def _aim(scene: Scene) -> None:
    camera, data = scene.camera, bpy.data.cameras.new("camera")
    data.lens, data.sensor_width = camera.focal, 36.0
    data.clip_start, data.clip_end = 0.5, 1e5
    data.dof.use_dof = True
    data.dof.focus_distance = camera.distance - 0.12 * camera.width()
    data.dof.aperture_fstop = camera.stop / 1000  # one unit is a millimetre, not a metre
    thing = bpy.data.objects.new("camera", data)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([camera.right, camera.up, -camera.forward], axis=1)
    matrix[:3, 3] = camera.position
    thing.matrix_world = Matrix(matrix.tolist())
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def _develop(scene: Scene, samples: int, seed: int) -> None:
    """Settings of the path tracer and of the picture; each saves time or mends a look."""
    stage = bpy.context.scene
    stage.render.engine = "CYCLES"
    cycles = stage.cycles
    cycles.device, cycles.seed, cycles.samples = "CPU", seed % 2**31, samples
    cycles.use_adaptive_sampling = True
    cycles.adaptive_min_samples, cycles.adaptive_threshold = 4, 0.15
    cycles.use_light_tree = False
    cycles.max_bounces, cycles.diffuse_bounces = 12, 0
    cycles.glossy_bounces, cycles.transmission_bounces = 5, 12
    cycles.sample_clamp_indirect, cycles.blur_glossy = 8.0, 0.3
    cycles.caustics_refractive = True
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.denoising_prefilter, cycles.denoising_quality = "FAST", "BALANCED"
    stage.render.image_settings.color_mode = "RGBA"
    stage.render.threads_mode, stage.render.threads = "FIXED", 1
    stage.render.image_settings.file_format = "PNG"
    stage.view_settings.view_transform = "Khronos PBR Neutral"
    stage.view_settings.exposure = scene.exposure


def _flawed(picture: Array, scene: Scene, rng: np.random.Generator) -> Image.Image:
    """Tints the picture, darkens the corners a little and adds the sensor's grain."""
    h, w = picture.shape[:2]
    picture = picture * scene.cast
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    picture = picture * (1 - scene.vignette * (x * x + y * y)[..., None] / 2)
    picture += rng.normal(0, 255 * scene.grain, (h, w, 1)) + rng.normal(
        0, 90 * scene.grain, (h, w, 3)
    )
    return Image.fromarray(picture.clip(0, 255).round().astype(np.uint8))


def _save(picture: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    picture.save(part, quality=86, **({"method": 6} if path.suffix == ".webp" else {}))
    os.replace(part, path)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silences Blender's own messages, which go past Python to the standard output."""
    kept, sink = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(sink)

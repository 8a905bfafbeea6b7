"""The manager at a central that goes down under his hands: he does it another time, and nothing is left half done."""

from tests.simulation.world import World


def test_the_central_may_go_down_at_any_statement_of_what_a_manager_does() -> None:
    world = World(1)
    try:
        world.run(400)
        crashes = world.history.counts["central: died"]
        for fuse in (1, 8, 20):
            for act in (world.manager.give_up, world.manager.replace_card):
                world.central.process.fuse = fuse
                act(world.view.boxes[0])
                world.manager.let_back_in()
                world.rest()
        assert world.history.counts["central: died"] > crashes + 3
    finally:
        world.close()

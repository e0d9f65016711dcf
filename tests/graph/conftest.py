import pytest

from graph.network import Graph
from tests.graph.fixtures import small


@pytest.fixture(scope="session")
def small_graph() -> Graph:
    return Graph.from_records(small())

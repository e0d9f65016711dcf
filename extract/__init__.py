"""Text to records: knows nothing of graphs."""

import os

# The name model's matrices are small: more threads than one only wait for each other, the more so beside other
# processes. It must be said before numpy is imported; who sets it otherwise is obeyed.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""The CUDA side of :mod:`rankfold.logits`: kernels of Triton, a file each, and what launches them.

Nothing here is imported before a tensor on a GPU arrives, which then needs ``triton``. The launching functions take
tensors of any device: under Triton's interpreter they run on the CPU, which is how their arithmetic is tested.
"""

"""NumPy's products, by the BLAS that it was built with, into an output that is there already."""
import numpy
from peer import clock, serve, take, task

values = take(2**20)


def product(n):
    a, b = (numpy.resize(numpy.roll(values, shift), (n, n)) for shift in (0, 1))
    out = numpy.empty_like(a)

    def run(times):
        for _ in range(times):
            numpy.matmul(a, b, out=out)

    return lambda: (run(1), out.ravel()[:: max(1, out.size // 1000)])[1], lambda times: clock(lambda: run(times))


works = {work: {"out=": (1, lambda n=case["n"]: product(n))} for work, case in task["works"].items() if case["op"] == "matmul"}
serve(f"NumPy {numpy.__version__}", works)

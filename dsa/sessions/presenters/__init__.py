"""What a candidate may see: the one place where rows of coding sessions become JSON for a candidate.

Nothing here names a score, points, a weight, a percentage or how many tests were passed, and of hidden tests nothing
but what a verdict, a time and a peak of memory say. The serializers of `dsa.api.response_schemas` are the source of the
shapes; plain dictionaries are built of them here, because serializing field by field costs more than reading the rows.
"""

"""The offline side of the county, and the station's enrolment by file."""

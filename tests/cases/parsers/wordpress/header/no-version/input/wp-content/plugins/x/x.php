<?php /* Plugin Name: X */
